from django.urls import path

from casework.blueprints import views

urlpatterns = [
    path("inspirationsmodeller/", views.blueprint_list, name="blueprint_list"),
    path("inspirationsmodeller/hent/", views.blueprint_load, name="blueprint_load"),
    path("inspirationsmodeller/<uuid:public_id>/", views.blueprint_detail, name="blueprint_detail"),
    path("inspirationsmodeller/<uuid:public_id>/ret/", views.blueprint_edit, name="blueprint_edit"),
    path("inspirationsmodeller/<uuid:public_id>/kopi/", views.blueprint_copy, name="blueprint_copy"),
]
