from django.urls import path

from companies.commitments import views

urlpatterns = [
    path("tilsagn/<str:token>/", views.commitment_answer, name="commitment_answer"),
    path("tilsagn/<str:token>/kalender.ics", views.commitment_calendar, name="commitment_calendar"),
    path("tilsagn/<str:token>/kvittering/", views.commitment_receipt, name="commitment_receipt"),
    path("tilsagn/<str:token>/kvittering.pdf", views.commitment_receipt_pdf, name="commitment_receipt_pdf"),
    path("job/tilsagn/<uuid:public_id>/paamind/", views.commitment_remind, name="commitment_remind"),
    path("job/tilsagn/<uuid:public_id>/talt-sammen/", views.commitment_talked, name="commitment_talked"),
    path("paamindelser/", views.reminder_settings, name="reminder_settings"),
]
