from django.urls import path

from casework.citizens import views

urlpatterns = [
    path("borgere/", views.citizen_list, name="citizen_list"),
    path("borgere/ny/", views.citizen_create, name="citizen_create"),
    path("borgere/<uuid:public_id>/", views.citizen_detail, name="citizen_detail"),
    path("borgere/<uuid:public_id>/ret/", views.citizen_edit, name="citizen_edit"),
    path("borgere/<uuid:public_id>/cpr/", views.citizen_reveal_cpr, name="citizen_reveal_cpr"),
    path("borgere/<uuid:public_id>/afklaret/", views.citizen_clarify, name="citizen_clarify"),
    path("borgere/<uuid:public_id>/ikke-afklaret/", views.citizen_unclarify, name="citizen_unclarify"),
    path("borgere/<uuid:public_id>/fornavn/ja/", views.citizen_agree, name="citizen_agree"),
    path("borgere/<uuid:public_id>/fornavn/nej/", views.citizen_disagree, name="citizen_disagree"),
]
