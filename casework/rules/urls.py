from django.urls import path

from casework.rules import views

urlpatterns = [
    path("regler/", views.rule_list, name="rule_list"),
    path("regler/frister/", views.lead_times, name="lead_times"),
    path("regler/<slug:rule_id>/<slug:version>/", views.rule_confirm, name="rule_confirm"),
    path("regler/<slug:rule_id>/<slug:version>/traek-tilbage/", views.rule_withdraw, name="rule_withdraw"),
]
