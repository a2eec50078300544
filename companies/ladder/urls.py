from django.urls import path

from companies.ladder import views

urlpatterns = [
    path("job/<uuid:public_id>/stigen/", views.rung_reach, name="rung_reach"),
    path("job/<uuid:public_id>/stigen/<slug:rung>/tilbage/", views.rung_take_back, name="rung_take_back"),
    path("job/<uuid:public_id>/ord/", views.words_write, name="words_write"),
]
