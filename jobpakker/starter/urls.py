from django.urls import path

from jobpakker.starter import views

app_name = "demo"
urlpatterns = [
    path("postkasse/", views.mailbox, name="mailbox"),
    path("postkasse/<str:name>/", views.mail, name="mail"),
]
