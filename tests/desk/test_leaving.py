"""What leaves the desk: signed where that is asked for, of the week that is open, with the pages that were taken in."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from week import BY, WEEK

from digest import edit
from digest.archive.edit_log import EditLog
from digest.archive.state import Database
from digest.desk import shortcut
from digest.desk.gold import gold
from digest.edit import targets
from digest.errors import Unsigned, UsageError
from digest.pipeline import build, draft
from digest.pipeline.job import send
from digest.pipeline.job.job_context import JobContext
from digest.text import period

if TYPE_CHECKING:
    from pathlib import Path

    from sitting import Sitting

    from digest.config import Settings

WEEK_16 = period.week("2025-W16")


def must_sign(sitting: Sitting, **mail: object) -> Settings:
    """Ask for signatures."""
    now = sitting.bench.settings
    desk = now.desk.model_copy(update={"needs_signing": True})
    sitting.bench.settings = now.model_copy(update={"desk": desk, "mail": now.mail.model_copy(update=mail)})
    return sitting.bench.settings


def signed(sitting: Sitting) -> None:
    for stage, who in (("初审", "李岚"), ("复审", "王敏"), ("终审", "赵青")):
        assert sitting.post("/sign", {"stage": stage, "who": who}).status_code == 200


class TestSigned:
    """`publish`, `send` and the desk refuse what is not signed, and name who has not."""

    def test_publish_refuses_until_all_have_signed_and_again_after_a_change(self, sitting: Sitting) -> None:
        settings, order = must_sign(sitting), sitting.bench.order
        target = targets.item_target(sitting.bench.brief.items[0])  # type: ignore[union-attr]
        sitting.decide("item.title", target, "编者的题目")
        written = draft.write(order, settings, BY).files[0]
        with pytest.raises(Unsigned, match="初审: not signed; 复审: not signed; 终审: not signed"):
            draft.publish(written, ("md",), settings, BY)
        assert not (order.out / "2025-W16" / "brief.md").exists()
        sitting.page("/signing")
        signed(sitting)
        assert draft.publish(written, ("md",), settings, BY).files
        receipt = json.loads((order.out / "2025-W16" / "receipt.json").read_bytes())
        assert [(one["stage"], one["who"], one["valid"]) for one in receipt["signatures"]] == [
            ("初审", "李岚", True),
            ("复审", "王敏", True),
            ("终审", "赵青", True),
        ]
        sitting.decide("item.title", target, "又改的题目")
        with pytest.raises(Unsigned, match="初审: changed since 李岚 signed it"):
            draft.publish(draft.write(order, settings, BY).files[0], ("md",), settings, BY)

    def test_send_refuses_an_issue_that_is_not_signed(self, sitting: Sitting) -> None:
        to = sitting.bench.settings.folder / "to.csv"
        to.write_text("地址\nreader@example.cn\n", encoding="utf-8")
        settings = must_sign(sitting, sender="desk@example.cn", to=("reader@example.cn",))
        context = JobContext(settings, sitting.bench.order.out, sitting.bench.now(), "")
        with pytest.raises(Unsigned, match="初审: not signed"):
            send(context, WEEK_16, "reader@example.cn")

    def test_who_needs_no_signature_is_asked_for_none(self, sitting: Sitting) -> None:
        assert sitting.post("/publish", {"format": "md"}).status_code == 200
        sitting.bench.wait()
        receipt = json.loads((sitting.bench.order.out / "2025-W16" / "receipt.json").read_bytes())
        assert [one["valid"] for one in receipt["signatures"]] == [False] * 3


class TestWeeks:
    """An earlier issue is opened, and pages that come late are counted and taken in."""

    def test_another_issue_is_opened_and_the_first_again(self, sitting: Sitting) -> None:
        folder = sitting.bench.order.sources[0]
        body = "　　本报讯（记者 宋砚）4月8日，砚坪经济开发区冷链物流园开工，总投资25亿元。\n"
        (folder / "2025-04-08_砚坪日报_02版.txt").write_text(f"砚坪冷链物流园开工\n\n{body * 2}", encoding="utf-8")
        sitting.post("/read")
        sitting.bench.wait()
        assert sitting.bench.weeks == ("2025-W16", "2025-W15")
        assert "2025年第15期" in sitting.page("/issue")
        assert sitting.post("/week", {"name": "2025-W15"}).status_code == 200
        sitting.bench.wait()
        brief = sitting.bench.brief
        assert brief
        assert (brief.issue, len(brief.items) > 0) == ("2025-W15", True)
        assert sitting.post("/week", {"name": "2019-W01"}).status_code == 422
        assert sitting.post("/week", {"name": "2025-W16"}).status_code == 200
        sitting.bench.wait()
        assert sitting.bench.brief.issue == "2025-W16"  # type: ignore[union-attr]

    def test_pages_that_come_after_the_issue_was_printed_wait_until_they_are_added(self, sitting: Sitting) -> None:
        assert sitting.post("/publish", {"format": "md"}).status_code == 200
        sitting.bench.wait()
        before = sitting.bench.brief
        text = (WEEK / "2025-04-18_岚州经济报_03版.txt").read_text(encoding="utf-8")
        late = sitting.bench.order.sources[0] / "2025-04-19_砚坪日报_01版.txt"
        late.write_text(f"{text}\n续。\n", encoding="utf-8")
        sitting.post("/read")
        sitting.bench.wait()
        assert sitting.bench.late == (late.name,)
        assert sitting.bench.brief.sections == before.sections  # type: ignore[union-attr]
        assert "又来了 1 份" in sitting.page("/issue")
        assert sitting.post("/add").status_code == 200
        sitting.bench.wait()
        assert sitting.bench.late == ()
        assert late.name in {one.document.origin for one in sitting.bench.readings}
        assert sitting.post("/add").status_code == 422


class TestGold:
    """Decisions leave as lines that training reads."""

    def test_what_is_exported_is_read_by_training_with_what_people_decided(
        self, sitting: Sitting, tmp_path: Path
    ) -> None:
        from training import judging as training  # noqa: PLC0415  only here

        brief = sitting.bench.brief
        assert brief
        figures = [
            (targets.figure_target(one, item.story), one, item.story.reports[0].article)
            for item in brief.items
            for one in item.statements
            if one.is_sure("item") and one.owner and one.article == item.story.reports[0].article.id
        ]
        (right, accepted, _) = figures[0]
        wrong, name = next(
            (target, word)
            for target, one, article in figures[1:]
            for word in ("开发区", "高新区", "经开区")
            if word in "".join(map(str, article.body)) and one.status != "target"
        )
        assert sitting.decide("statement.accept", right).status_code == 200
        assert sitting.decide("statement.owner", wrong, name).status_code == 200
        assert sitting.decide("statement.status", wrong, "target").status_code == 200
        bench = sitting.bench
        assert bench.brief
        assert bench.proof
        stories = [item.story for item in bench.proof.ranking.items]
        found = gold(bench.brief, stories, bench.log)
        assert found.week == ()
        path = tmp_path / "desk.jsonl"
        path.write_text("".join(f"{line}\n" for line in found.facts), encoding="utf-8")
        rows = [json.loads(line) for line in found.facts]
        assert all(
            row["text"][one["start"] : one["end"]].replace(" ", "") == one["text"].replace(" ", "")
            for row in rows
            for one in row["facts"]
        )
        read = [one for each in training.articles([path]) for one in each.gold]
        assert len(read) == 2
        by_text = {one["text"]: one for one in read}
        assert by_text[str(accepted)]["owner"]["text"] == str(accepted.owner)
        assert by_text[str(accepted)]["label"] == str(accepted.label)
        changed = next(one for one in read if one["modality"] == "target")
        assert (changed["owner"] or {"text": changed["owner_alt"][0]})["text"] == name
        import random  # noqa: PLC0415  here only

        for each in training.articles([path]):
            assert list(training.examples(each, random.Random(1)))  # noqa: S311  features of both

    def test_merged_stories_are_a_week_of_events(self, sitting: Sitting, tmp_path: Path) -> None:
        from training import stories as training  # noqa: PLC0415  only here

        first, second, *_ = sitting.bench.brief.items  # type: ignore[union-attr]
        sitting.decide("story.merge", targets.item_target(first), targets.item_target(second))
        sitting.bench.wait()
        bench = sitting.bench
        assert bench.proof
        assert bench.brief
        found = gold(bench.brief, [item.story for item in bench.proof.ranking.items], bench.log)
        path = tmp_path / "2025-W16.jsonl"
        path.write_text("".join(f"{line}\n" for line in found.week), encoding="utf-8")
        week = training.load(path)
        merged = {report.article.id for one in (first, second) for report in one.story.reports}
        assert len({week.events[name] for name in merged}) == 1
        assert len(week.reports) == len(found.week)

    def test_nothing_decided_is_nothing_exported(self, shared: Sitting) -> None:
        assert shared.bench.brief
        assert gold(shared.bench.brief, (), ()) == ((), ())


class TestShortcut:
    """`digest desk install` and `--remove`."""

    def test_an_entry_of_the_menu_opens_the_desk_of_a_folder(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("sys.platform", "linux")
        monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
        settings = tmp_path / '周报 "一"' / "digest.toml"
        settings.parent.mkdir()
        settings.write_text('[brief]\nname = "砚坪简报"\n', encoding="utf-8")
        path = shortcut.install(settings)
        entry = path.read_text(encoding="utf-8")
        assert path == tmp_path / "share" / "applications" / "digest-desk.desktop"
        assert "Name=砚坪简报\n" in entry
        assert f"Path={settings.parent}\n" in entry
        assert r'"desk" "--config"' in entry
        assert r'\\"一\\"' in entry
        assert shortcut.install(settings) == path
        assert shortcut.remove() == path
        assert not path.exists()
        with pytest.raises(UsageError, match="there is none"):
            shortcut.remove()

    def test_on_windows_it_is_a_command_file_on_the_desktop(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("digest.desk.shortcut.sys.platform", "win32")
        monkeypatch.setenv("USERPROFILE", str(tmp_path))
        path = shortcut.install(tmp_path / "digest.toml")
        lines = path.read_bytes().decode().split("\r\n")
        assert path.parent == tmp_path / "Desktop"
        assert lines[2] == f'cd /d "{tmp_path}"'
        assert lines[3].endswith('"-m" "digest" "desk"')


def test_a_replayed_log_is_the_log_applied_anew(sitting: Sitting) -> None:
    items = sitting.bench.brief.items  # type: ignore[union-attr]
    one, other = (targets.item_target(item) for item in items[:2])
    for operation, target, *value in (
        ("item.title", one, "甲"),
        ("item.drop", other),
        ("item.title", one, "乙"),
        ("item.place", one, items[-1].section, ""),
    ):
        assert sitting.decide(operation, target, *value).status_code == 200
    for turn in ("/undo", "/undo", "/redo", "/undo", "/undo", "/redo"):
        assert sitting.post(turn).status_code == 200
    bench = sitting.bench
    with Database(build.archive_of(bench.order.out, bench.settings)) as database:
        log = EditLog(database).of("2025-W16")
    assert bench.proof
    base = bench._base  # noqa: SLF001  what decisions are applied to
    assert base
    assert bench.brief == edit.apply(base, log, bench.proof.evidence().recounted).brief
