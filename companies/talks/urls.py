from django.urls import path

from companies.talks import views

urlpatterns = [
    path("virksomheder/<uuid:public_id>/talt/", views.talk_write, name="talk_write"),
    path("virksomheder/<uuid:public_id>/talt/<uuid:key>/tilbage/", views.talk_take_back, name="talk_take_back"),
]
