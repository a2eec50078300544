from django.urls import path

from casework.flow import views

urlpatterns = [
    path("flow/", views.flow_overview, name="flow_overview"),
    path("flow/<slug:figure>/", views.flow_list, name="flow_list"),
    path("flow/<slug:figure>/csv/", views.flow_export, name="flow_export"),
]
