from django.urls import path

from jobpakker.foundation.accounts import views

app_name = "accounts"
urlpatterns = [
    path("log-ind/", views.login, name="login"),
    path("log-ud/", views.logout, name="logout"),
    path("sprog/", views.set_language, name="set_language"),
    path("medarbejdere/", views.user_list, name="user_list"),
]
