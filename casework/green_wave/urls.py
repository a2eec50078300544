from django.urls import path

from casework.green_wave import views

urlpatterns = [
    path("min-dag/", views.my_day_page, name="my_day"),
    path("min-dag/skjul/<slug:sort>/<uuid:subject>/", views.my_day_mute, name="my_day_mute"),
    path("min-dag/vis-igen/<slug:sort>/<uuid:subject>/", views.my_day_unmute, name="my_day_unmute"),
    path("doede-perioder/", views.dead_period_list, name="dead_period_list"),
    path("doede-perioder/<uuid:public_id>/", views.dead_period_detail, name="dead_period_detail"),
    path("doede-perioder/<uuid:public_id>/aarsag/", views.dead_period_handle, name="dead_period_handle"),
    path("doede-perioder/<uuid:public_id>/accepter/", views.dead_period_accept, name="dead_period_accept"),
    path(
        "doede-perioder/<uuid:public_id>/accepter-ikke/",
        views.dead_period_withdraw_acceptance,
        name="dead_period_withdraw_acceptance",
    ),
    path("vagten/", views.watch_page, name="watch"),
    path("vagten/frister/", views.lifting_rule, name="lifting_rule"),
    path("vagten/graenser/", views.thresholds, name="thresholds"),
    path("helbred/vagt/", views.watch_health, name="watch_health"),
]
