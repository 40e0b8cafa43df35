import pytest
@pytest.mark.parametrize("n", range(60))
def test_db(db, n): pass
@pytest.mark.parametrize("n", range(60))
def test_market(market, n): pass
@pytest.mark.parametrize("n", range(20))
@pytest.mark.django_db(transaction=True)
def test_trans(n): pass
