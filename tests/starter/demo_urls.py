"""The site map as the demo has it."""

from django.urls import include, path

from jobpakker.urls import urlpatterns as site

urlpatterns = [*site, path("demo/", include("jobpakker.starter.urls"))]
handler404 = "jobpakker.foundation.ui.views.page_not_found"
