"""Addresses of the packages; those of the builder stand beneath the job that they start from."""

from django.urls import path

from casework.jobpakke import builder_views as builder
from casework.jobpakke import pause_views, start_views, views, wish_views

urlpatterns = [
    path("job/<uuid:public_id>/jobpakke/", start_views.jobpakke_start, name="jobpakke_start"),
    path("job/<uuid:public_id>/jobpakke/byg/", builder.jobpakke_build, name="jobpakke_build"),
    path("job/<uuid:public_id>/jobpakke/beregn/", builder.jobpakke_preview, name="jobpakke_preview"),
    path("jobpakker/", views.jobpakke_list, name="jobpakke_list"),
    path("jobpakker/<uuid:public_id>/", views.jobpakke_detail, name="jobpakke_detail"),
    path("jobpakker/<uuid:public_id>/ret/", builder.jobpakke_edit, name="jobpakke_edit"),
    path("jobpakker/<uuid:public_id>/beregn/", builder.jobpakke_edit_preview, name="jobpakke_edit_preview"),
    path("jobpakker/<uuid:public_id>/send/", views.jobpakke_send, name="jobpakke_send"),
    path("jobpakker/<uuid:public_id>/begrundelse/", views.jobpakke_reason, name="jobpakke_reason"),
    path("jobpakker/<uuid:public_id>/oensket/", wish_views.jobpakke_wish, name="jobpakke_wish"),
    path("jobpakker/<uuid:public_id>/ryk/", views.jobpakke_remind, name="jobpakke_remind"),
    path("jobpakker/<uuid:public_id>/som-model/", views.jobpakke_keep, name="jobpakke_keep"),
    path("jobpakker/<uuid:public_id>/til-borgeren/", views.jobpakke_print, name="jobpakke_print"),
    path("jobpakker/<uuid:public_id>/gennemfoert/", views.jobpakke_complete, name="jobpakke_complete"),
    path("jobpakker/<uuid:public_id>/afbryd/", views.jobpakke_break_off, name="jobpakke_break_off"),
    path("jobpakker/<uuid:public_id>/pause/", pause_views.pause_create, name="pause_create"),
    path("jobpakker/<uuid:public_id>/pause/fortryd/<uuid:key>/", pause_views.pause_undo, name="pause_undo"),
    path("pauser/<uuid:public_id>/", pause_views.pause_edit, name="pause_edit"),
    path("pauser/<uuid:public_id>/tilbage/", pause_views.pause_back, name="pause_back"),
    path("pauser/<uuid:public_id>/fortryd/", pause_views.pause_take_back, name="pause_take_back"),
    path("trin/<uuid:public_id>/begyndt/", views.step_start, name="step_start"),
    path("trin/<uuid:public_id>/gennemfoert/", views.step_finish, name="step_finish"),
    path("trin/<uuid:public_id>/foer-tid/", views.step_break, name="step_break"),
    path("trin/<uuid:public_id>/inden/", views.step_lead, name="step_lead"),
    path("trin/<uuid:public_id>/fortryd/", views.step_take_back, name="step_take_back"),
]
