from django.urls import path

from companies.hearings import views

urlpatterns = [
    path("tilsagn/<str:token>/medarbejder/", views.hearing_ask, name="hearing_ask"),
    path("tilsagn/<str:token>/hoert/", views.hearing_answer, name="hearing_answer"),
]
