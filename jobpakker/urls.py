"""The site map."""

from django.conf import settings
from django.urls import include, path

from jobpakker.foundation.accounts.views import home
from jobpakker.foundation.ui.views import accessibility_statement, health

urlpatterns = [
    path("", home, name="home"),
    path("helbred/", health, name="health"),
    path("tilgaengelighed/", accessibility_statement, name="accessibility_statement"),
    path("", include("jobpakker.foundation.staff.urls")),
    path("", include("jobpakker.foundation.audit.urls")),
    path("", include("companies.urls")),
    path("", include("casework.urls")),
]

if settings.JOBPAKKER_DEMO:
    urlpatterns.append(path("demo/", include("jobpakker.starter.urls")))

handler400 = "jobpakker.foundation.ui.views.bad_request"
handler403 = "jobpakker.foundation.ui.views.permission_denied"
handler404 = "jobpakker.foundation.ui.views.page_not_found"
handler500 = "jobpakker.foundation.ui.views.server_error"
