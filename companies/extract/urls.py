from django.urls import path

from companies.extract import views

urlpatterns = [
    path("virksomheder/hent/", views.register_import, name="register_import"),
    path("virksomheder/hent/<uuid:public_id>/", views.register_import_preview, name="register_import_preview"),
]
