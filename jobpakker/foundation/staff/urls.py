"""All pages about people who work here: the way in (accounts) and the administration, under one name."""

from django.urls import path

from jobpakker.foundation.accounts.urls import urlpatterns as way_in
from jobpakker.foundation.staff import password_views, views

app_name = "accounts"
urlpatterns = [
    *way_in,
    path("adgangskode/glemt/", password_views.forgot_password, name="forgot_password"),
    path("adgangskode/<str:token>/", password_views.choose_password, name="choose_password"),
    path("medarbejdere/", views.user_list, name="user_list"),
    path("medarbejdere/ny/", views.user_create, name="user_create"),
    path("medarbejdere/teams/", views.team_list, name="team_list"),
    path("medarbejdere/teams/<uuid:public_id>/", views.team_edit, name="team_edit"),
    path("medarbejdere/teams/<uuid:public_id>/fjern/", views.team_remove, name="team_remove"),
    path("medarbejdere/teams/<uuid:public_id>/gendan/", views.team_restore, name="team_restore"),
    path("medarbejdere/lukkedage/", views.closed_day_list, name="closed_day_list"),
    path("medarbejdere/lukkedage/<uuid:public_id>/fjern/", views.closed_day_remove, name="closed_day_remove"),
    path("medarbejdere/lukkedage/<uuid:public_id>/gendan/", views.closed_day_restore, name="closed_day_restore"),
    path("medarbejdere/<uuid:public_id>/", views.user_edit, name="user_edit"),
    path("medarbejdere/<uuid:public_id>/luk/", views.user_deactivate, name="user_deactivate"),
    path("medarbejdere/<uuid:public_id>/aabn/", views.user_activate, name="user_activate"),
    path("medarbejdere/<uuid:public_id>/send-link/", views.user_send_link, name="user_send_link"),
]
