from django.urls import path

from companies.providers import import_views, views

urlpatterns = [
    path("kurser/", views.course_session_list, name="course_session_list"),
    path("kurser/nyt-hold/", views.course_session_create, name="course_session_create"),
    path("kurser/hent/", views.course_session_export, name="course_session_export"),
    path("kurser/udbydere/", views.provider_list, name="provider_list"),
    path("kurser/fra-fil/", import_views.course_import, name="course_import"),
    path("kurser/fra-fil/<uuid:public_id>/", import_views.course_import_preview, name="course_import_preview"),
    path("kurser/kursus/<uuid:public_id>/ret/", views.course_edit, name="course_edit"),
    path("kurser/hold/<uuid:public_id>/", views.course_session_detail, name="course_session_detail"),
    path("kurser/hold/<uuid:public_id>/ret/", views.course_session_edit, name="course_session_edit"),
    path("kurser/hold/<uuid:public_id>/aflys/", views.course_session_cancel, name="course_session_cancel"),
    path("kurser/hold/<uuid:public_id>/genaabn/", views.course_session_reopen, name="course_session_reopen"),
    path("kurser/hold/<uuid:public_id>/plads/", views.course_seat_take, name="course_seat_take"),
    path("kurser/hold/<uuid:public_id>/plads/tilbage/", views.course_seat_give_back, name="course_seat_give_back"),
    path("kurser/hold/<uuid:public_id>/fortryd/<uuid:key>/", views.course_session_undo, name="course_session_undo"),
]
