from django.urls import path

from companies.portal import views, visit_views

urlpatterns = [
    path("virksomhed/", views.company_way_in, name="company_way_in"),
    path("tilsagn/<str:token>/virksomhed/", views.company_page, name="company_page"),
    path("tilsagn/<str:token>/virksomhed.ics", views.company_calendar, name="company_calendar"),
    path("tilsagn/<str:token>/trin/<uuid:reference>/", visit_views.visit_report, name="visit_report"),
    path("tilsagn/<str:token>/trin/<uuid:reference>/udskyd/", visit_views.visit_postpone, name="visit_postpone"),
    path("tilsagn/<str:token>/trin/<uuid:reference>/fortryd/", visit_views.visit_take_back, name="visit_take_back"),
    path("tilsagn/<str:token>/trin/<uuid:reference>/svar/", visit_views.step_review, name="step_review"),
    path("tilsagn/<str:token>/bliver-det-et-job/<uuid:commitment>/", visit_views.job_answer, name="job_answer"),
]
