"""How the minutes of a session are shared between its stages."""

from pathlib import Path

from courses import shipped


def run_sheet(minutes: int, folder: Path = shipped.CONTENT) -> tuple[tuple[str, int], ...]:
    """The stages in order with their minutes, adding up to `minutes` exactly.

    The presets (90 and 120 minutes) come as written. Any other length is the nearest preset,
    stretched or shortened in proportion; what rounding leaves goes to the stages that lost most.
    """
    sheets = shipped.run_sheets(folder)
    nearest = min(sheets, key=lambda sheet: abs(sheet["minutes"] - minutes))
    stages = [(stage, part) for stage, part in nearest.items() if stage != "minutes"]
    total = sum(part for _, part in stages)
    shares = [part * minutes / total for _, part in stages]
    whole = [int(share) for share in shares]
    by_loss = sorted(range(len(stages)), key=lambda at: whole[at] - shares[at])
    for at in by_loss[: minutes - sum(whole)]:
        whole[at] += 1
    return tuple((stage, whole[at]) for at, (stage, _) in enumerate(stages))
