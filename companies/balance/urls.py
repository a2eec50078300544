from django.urls import path

from companies.balance import views

urlpatterns = [
    path("job/mangel/", views.balance_list, name="balance_list"),
    path("job/mangel/hent/", views.balance_import, name="balance_import"),
    path("job/mangel/hent/<uuid:public_id>/", views.balance_import_preview, name="balance_import_preview"),
]
