"""A cookie no browser sends is answered with a sentence, on either database."""


def test_a_session_cookie_with_a_nul_is_refused(market, client):
    answer = client.get("/en/", headers={"Cookie": 'sessionid="\\000aaaaaaaaaaaa"'})
    assert answer.status_code == 400
    assert "cookie" in answer.content.decode()
