"""Draw the pictures of ``pictures/`` anew: ``python -m sandbox.seed.drawings``.

The pictures are kept in the repository because drawing Chinese needs a Chinese font, which a
bare machine has not.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

PICTURES = Path(__file__).parent / "pictures"
INK = "#16212c"
BLUE = "#0b4f8a"
PAPER = "#ffffff"
BOX = (180, 90)
GAP = 60
MARGIN = 30
STEPS = (
    ("验收合格", "开始计时", False),
    ("网上提交", "15 日内", True),
    ("备案", "当场", True),
)


def draw_steps(font_file: str) -> Image.Image:
    """The steps of filing a completed building in a row; a solid frame where the clock runs."""
    width = 2 * MARGIN + len(STEPS) * BOX[0] + (len(STEPS) - 1) * GAP
    image = Image.new("RGB", (width, 2 * MARGIN + BOX[1]), PAPER)
    draw = ImageDraw.Draw(image)
    title = ImageFont.truetype(font_file, 30)
    note = ImageFont.truetype(font_file, 22)
    middle = MARGIN + BOX[1] // 2
    for number, (name, duration, clock_runs) in enumerate(STEPS):
        left = MARGIN + number * (BOX[0] + GAP)
        frame = (left, MARGIN, left + BOX[0], MARGIN + BOX[1])
        draw.rectangle(frame, outline=BLUE if clock_runs else INK, width=4 if clock_runs else 1)
        draw.text((left + BOX[0] // 2, middle - 20), name, INK, title, anchor="mm")
        draw.text((left + BOX[0] // 2, middle + 20), duration, INK, note, anchor="mm")
        if number:
            _arrow(draw, left - GAP, left, middle)
    return image


def _arrow(draw: ImageDraw.ImageDraw, start: int, end: int, middle: int) -> None:
    draw.line((start + 6, middle, end - 12, middle), INK, 2)
    draw.polygon([(end - 6, middle), (end - 20, middle - 7), (end - 20, middle + 7)], INK)


def main(font_file: str) -> None:
    draw_steps(font_file).quantize(16).save(PICTURES / "completion-steps.png", optimize=True)


if __name__ == "__main__":
    if len(sys.argv) != 2 or not Path(sys.argv[1]).is_file():
        sys.exit("Name a font file with Chinese characters: python -m sandbox.seed.drawings FONT")
    main(sys.argv[1])
