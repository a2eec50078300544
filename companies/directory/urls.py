from django.urls import path

from companies.directory import views

urlpatterns = [
    path("virksomheder/", views.company_list, name="company_list"),
    path("virksomheder/<uuid:public_id>/", views.company_detail, name="company_detail"),
]
