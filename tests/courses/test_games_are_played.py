"""Games are finished by playing them, move by move; the server keeps where somebody is."""

from __future__ import annotations

import pytest

from agora.courses.models import GameState, NodeProgress
from agora.kernel.errors import NotHere
from tests.courses import making as make
from tests.courses.exercises import Player, branching, learner, memory, sorting, words

pytestmark = pytest.mark.django_db


def turn(player, card):
    return player.send(turn=player.it["turn"], card=card)


def pairs(player):
    """Where the two cards of every pair lie."""
    found = {}
    for at, (pair, _side) in enumerate(GameState.objects.get().state["cards"]):
        found.setdefault(pair, []).append(at)
    return found


def test_a_game_of_pairs_is_played_through_in_two_languages(amina):
    mine = learner(amina, memory())
    player, spanish = Player(mine, "memory"), Player(mine, "memory", "es")
    player.send(do="deal", turn=0)
    page = player.page()
    assert "Card 1, closed" in words(page)
    assert not any(text in page for text in ("one 1", "other 1", "uno 1"))
    lying = pairs(player)
    assert sorted(map(len, lying.values())) == [2] * 6
    (first, _), (other, _) = lying["p1a"], lying["p2b"]
    turn(player, first)
    turn(player, other)
    said = words(player.page())
    assert "do not belong together" in said
    assert "1 try" in said
    outcomes = [turn(player, at) for both in lying.values() for at in both]
    assert [one.is_done for one in outcomes] == [False] * 11 + [True]
    assert outcomes[-1].score == pytest.approx(6 / 7)
    said = words(player.page())
    assert "You found every pair." in said
    assert "12 points" in said
    assert "uno 1a – otro 1a" in words(spanish.page())
    assert float(NodeProgress.objects.get().score) == pytest.approx(6 / 7, abs=1e-4)
    again = player.send(do="deal", turn=player.it["turn"])
    assert again.is_done
    assert "0 of 6 pairs found" in words(player.page())


def test_only_so_many_sets_are_dealt(amina):
    player = Player(learner(amina, memory(5, deal=2)), "memory")
    player.send(do="deal", turn=0)
    lying = pairs(player)
    assert len(lying) == 4
    assert len({pair[:2] for pair in lying}) == 2


@pytest.mark.parametrize("card", ["", "-1", "99", "abc", "١"])
def test_a_card_that_does_not_lie_there_is_not_turned(amina, card):
    player = Player(learner(amina, memory()), "memory")
    player.send(do="deal", turn=0)
    assert turn(player, card).errors == {"": "Choose a card."}
    assert GameState.objects.get().turn == 1


def test_a_move_of_an_old_page_moves_nothing(amina):
    player = Player(learner(amina, memory()), "memory")
    player.send(do="deal", turn=0)
    first, second = pairs(player)["p1a"]
    player.send(turn=1, card=first)
    player.send(turn=1, card=second)
    assert GameState.objects.get().state["open"] == [first]
    player.send(turn="x", card=second)
    player.send(card=second)
    assert GameState.objects.get().turn == 2


def test_turning_one_card_twice_is_no_pair(amina):
    player = Player(learner(amina, memory()), "memory")
    player.send(do="deal", turn=0)
    turn(player, 0)
    turn(player, 0)
    assert GameState.objects.get().state["found"] == []
    assert GameState.objects.get().state["tries"] == 0


def test_a_game_is_not_finished_by_saying_so(amina):
    player = Player(learner(amina, memory(), sorting(), branching()), "memory")
    for name in ("memory", "sorting", "branching"):
        player = Player(player.enrolment, name)
        for fields in ({"do": "finish"}, {"do": "over", "state": "{}"}, {"found": "all"}):
            assert not player.send(turn=player.it["turn"], **fields).is_done
    assert not NodeProgress.objects.exists()


def places(player, **boxes):
    """The fields that put things into boxes, as the page offers them."""
    fields = {}
    for thing in player.it["things"]:
        box = boxes.get(thing.label.removeprefix("Thing "))
        if box:
            fields[thing.name] = next(one.value for one in thing.boxes if one.label == f"Box {box}")
    return fields


def test_sorting_says_what_is_right_and_why_and_ends_when_all_is(amina):
    player = Player(learner(amina, sorting()), "sorting")
    assert "Because" not in player.page()
    player.send(do="again", turn=0)
    empty = player.send(do="check", turn=1)
    assert empty.errors == {"": "Choose a box for at least one of them, then check."}
    player.send(do="check", turn=1, **places(player, water="city", visas="city", both="state"))
    said = words(player.page())
    assert "2 of 3 are where they belong." in said
    assert "Not “Box city”. Try another box." in said
    assert "Because of water." in said
    assert "Also right: Box city" in said
    assert "Because of visas." not in said
    assert [thing.label for thing in player.it["things"]] == ["Thing visas"]
    over = player.send(do="check", turn=2, **places(player, visas="state"))
    assert over.is_done
    assert over.score == pytest.approx(2 / 3)
    said = words(player.page())
    assert "Everything is where it belongs." in said
    assert "You have checked 2 times." in said


def test_what_lies_right_is_not_taken_out_again(amina):
    player = Player(learner(amina, sorting()), "sorting")
    player.send(do="again", turn=0)
    fields = places(player, water="city")
    player.send(do="check", turn=1, **fields)
    player.send(do="check", turn=2, **dict.fromkeys(fields, "1"))
    assert GameState.objects.get().state["right"] == {"water": "city"}


def choose(player, label):
    value = next(value for value, text in player.it["choices"] if text == label)
    return player.send(turn=player.it["turn"], choice=value)


def test_a_scenario_tells_its_consequences_and_ends_at_an_ending(amina):
    player = Player(learner(amina, branching()), "branching")
    player.send(do="again", turn=0)
    assert not choose(player, "Go ask").is_done
    said = words(player.page())
    assert "Scene square In square." in said
    assert "7 of 10 (up by 2)" in said
    assert "Scene council : Go ask" in said
    choose(player, "Go back")
    over = choose(player, "Go decide")
    assert over.is_done
    assert "4 of 10 (down by 3)" in words(player.page())
    assert len(player.it["path"]) == 3
    player.send(do="again", turn=player.it["turn"])
    assert player.it["title"] == "Scene council"
    assert NodeProgress.objects.count() == 1


def test_a_way_that_the_scene_does_not_offer_leads_nowhere(amina):
    player = Player(learner(amina, branching()), "branching")
    player.send(do="again", turn=0)
    for choice in ("", "2", "-1", "house", "build"):
        outcome = player.send(turn=1, choice=choice)
        assert outcome.errors == {"": "Choose one of the ways on."}
    assert player.it["title"] == "Scene council"


def test_the_state_of_a_game_is_ones_own(amina, chidi):
    mine = learner(amina, memory())
    Player(mine, "memory").send(do="deal", turn=0)
    other = Player(make.enrol(mine.run, chidi.account), "memory")
    assert other.it["stage"] == "before"


def test_a_game_of_another_course_is_not_there(amina):
    mine = learner(amina, memory())
    with pytest.raises(NotHere):
        Player(mine, "sorting").send(do="again", turn=0)


def test_a_new_version_without_what_lies_on_the_table_deals_anew(amina):
    mine = learner(amina, memory())
    player = Player(mine, "memory")
    player.send(do="deal", turn=0)
    game = GameState.objects.get()
    game.state["cards"][0][0] = "gone"
    game.save()
    assert player.it["stage"] == "before"
    assert not turn(player, 0).is_done
    assert player.it["stage"] == "open"
