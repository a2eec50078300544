from django.urls import path

from companies.portal import views

urlpatterns = [
    path("virksomhed/", views.company_way_in, name="company_way_in"),
    path("tilsagn/<str:token>/virksomhed/", views.company_page, name="company_page"),
    path("tilsagn/<str:token>/virksomhed.ics", views.company_calendar, name="company_calendar"),
]
