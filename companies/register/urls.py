from django.urls import path

from companies.register import views

urlpatterns = [
    path("virksomheder/ny/", views.company_create, name="company_create"),
    path("virksomheder/<uuid:public_id>/ret/", views.company_edit, name="company_edit"),
    path("virksomheder/<uuid:public_id>/kontaktperson/", views.contact_create, name="contact_create"),
    path("virksomheder/<uuid:public_id>/arbejdssted/", views.worksite_create, name="worksite_create"),
    path("kontaktpersoner/<uuid:public_id>/ret/", views.contact_edit, name="contact_edit"),
    path("arbejdssteder/<uuid:public_id>/ret/", views.worksite_edit, name="worksite_edit"),
]
