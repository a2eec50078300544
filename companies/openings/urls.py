from django.urls import path

from companies.openings import views

urlpatterns = [
    path("job/", views.opening_list, name="opening_list"),
    path("job/nyt/", views.opening_create, name="opening_create"),
    path("job/nyt/virksomhed/", views.opening_company, name="opening_company"),
    path("job/<uuid:public_id>/", views.opening_detail, name="opening_detail"),
    path("job/<uuid:public_id>/ret/", views.opening_edit, name="opening_edit"),
    path("job/<uuid:public_id>/traek-tilbage/", views.opening_withdraw, name="opening_withdraw"),
    path("job/<uuid:public_id>/genaabn/", views.opening_reopen, name="opening_reopen"),
]
