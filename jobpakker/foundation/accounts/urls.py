"""The way in; `jobpakker.foundation.staff.urls` gathers it with the administration under the name `accounts`."""

from django.urls import path

from jobpakker.foundation.accounts import views

urlpatterns = [
    path("log-ind/", views.login, name="login"),
    path("log-ud/", views.logout, name="logout"),
    path("sprog/", views.set_language, name="set_language"),
]
