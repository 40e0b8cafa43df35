import pytest
from agora.catalogue.models import Resource
from agora.people.models import Organisation
from agora.topics.queries import vocabulary

@pytest.mark.django_db
def test_plain():
    assert Resource.objects.count()==0
    assert vocabulary().term("licences","unknown") or vocabulary().concepts_of
def test_market(market, client):
    assert Resource.objects.count()>50
    r=client.get("/en/explore/?q=vivienda"); assert r.status_code==200
    Resource.objects.all().update(withdrawn_reason="x")
def test_market2(market, client):
    assert not Resource.objects.filter(withdrawn_reason="x").exists()
@pytest.mark.parametrize("n", range(10))
def test_market_many(market, client, n):
    r=client.get("/en/"); assert r.status_code==200
@pytest.mark.parametrize("n", range(10))
def test_db_many(db, client, n):
    r=client.get("/en/explore/"); assert r.status_code==200
@pytest.mark.django_db(transaction=True)
def test_trans(market):
    assert Resource.objects.count()>50
@pytest.mark.django_db(transaction=True)
def test_trans2(amina, beto, chidi, index):
    index()
    assert Organisation.objects.count()==1
    assert amina.viewer.tokens & beto.viewer.tokens > {"public","network"}
    assert chidi.viewer.tokens=={"public","network"}
    assert amina.client().get("/en/organisations/ondara/").status_code==200
def test_trans3(market):
    assert Resource.objects.count()>50
def test_mail(mail_server):
    from django.core.mail import send_mail
    send_mail("a","b","a@b.example",["c@d.example"])
    assert mail_server.wait(1)[0]["X-Envelope-To"]=="c@d.example"
def test_data(data_folder): assert data_folder.is_dir()
@pytest.mark.browser
def test_browser(browser_page):
    browser_page.goto("/en/"); assert browser_page.title()
def test_after(market): assert Resource.objects.count()>50
