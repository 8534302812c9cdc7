from django.urls import path

from home import views

urlpatterns = [
    path("look/<str:brand>-<str:accent>-<slug:digest>.css", views.colours, name="home_colours"),
    path("share/<str:token>.png", views.share_picture, name="home_share_picture"),
    path("sitemap.xml", views.sitemap, name="home_sitemap"),
    path("robots.txt", views.robots, name="home_robots"),
]
