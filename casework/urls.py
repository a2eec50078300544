from casework.blueprints.urls import urlpatterns as blueprints
from casework.citizens.urls import urlpatterns as citizens
from casework.flow.urls import urlpatterns as flow
from casework.green_wave.urls import urlpatterns as green_wave
from casework.jobpakke.urls import urlpatterns as jobpakke
from casework.rules.urls import urlpatterns as rules

app_name = "casework"
urlpatterns = [*green_wave, *citizens, *blueprints, *jobpakke, *flow, *rules]
