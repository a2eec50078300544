from companies.balance.urls import urlpatterns as balance
from companies.commitments.urls import urlpatterns as commitments
from companies.directory.urls import urlpatterns as directory
from companies.extract.urls import urlpatterns as extract
from companies.hearings.urls import urlpatterns as hearings
from companies.ladder.urls import urlpatterns as ladder
from companies.openings.urls import urlpatterns as openings
from companies.portal.urls import urlpatterns as portal
from companies.providers.urls import urlpatterns as providers
from companies.register.urls import urlpatterns as register
from companies.talks.urls import urlpatterns as talks

app_name = "companies"
urlpatterns = [
    *register,
    *extract,
    *directory,
    *talks,
    *balance,
    *openings,
    *providers,
    *commitments,
    *hearings,
    *ladder,
    *portal,
]
