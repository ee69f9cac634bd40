"""The command line's own words in Vietnamese: headings of the help and messages of wrong use, which Typer has in English only."""

from __future__ import annotations

import re

import typer
from typer.core import TyperCommand, TyperGroup

_WORDS = (
    (r"^Usage:", "Cách dùng:"), (r"^Options:$", "Tùy chọn:"), (r"^Arguments:$", "Tham số:"), (r"^Commands:$", "Lệnh:"), (r"\[OPTIONS\]", "[TÙY CHỌN]"), (r"\bCOMMAND \[ARGS\]\.\.\.", "LỆNH [THAM SỐ]..."),
    (r" <(?:list\[)?(?:str|path)\]?>", ""), (r"Show this message and exit\.", "Hiện phần trợ giúp này."), (r"\[required\]", "[bắt buộc]"), (r"\[default: ([^;\]]*)(?:; [^\]]*)?\]", r"[mặc định: \1]"),
)
_ERRORS = (
    (r"Missing argument '(.+?)'\.?.*", r"thiếu tham số \1."), (r"Missing option '(.+?)'\.?.*", r"thiếu tùy chọn \1."), (r"Missing command\.?", "thiếu tên lệnh."),
    (r"No such command '(.+?)'\.(?: Did you mean '(.+?)'\?)?.*", r"không có lệnh `\1`.\2"), (r"No such option: (\S+)(?: \(Possible options: (.+)\))?.*", r"không có tùy chọn `\1`.\2"),
    (r"No such option: (\S+) Did you mean (.+)\?.*", r"không có tùy chọn `\1`.\2"), (r"Invalid value for '?(.+?)'?: .*", r"giá trị của \1 không hợp lệ."),
    (r"Option '(.+?)' requires an argument\.?.*", r"tùy chọn \1 cần một giá trị."), (r"Got unexpected extra arguments? \((.+)\).*", r"thừa tham số: \1."),
)


def in_vietnamese(text: str) -> str:
    """Help text with Typer's headings translated; the commands' own texts are Vietnamese already."""
    for pattern, words in _WORDS:
        text = re.sub(pattern, words, text, flags=re.MULTILINE)
    return text


def wrong_use(message: str) -> str:
    """A message of wrong use: what was found, and the nearest right word where Typer knows one."""
    for pattern, words in _ERRORS:
        hit = re.fullmatch(pattern, message, flags=re.DOTALL)
        if hit:
            near = hit.group(2) if hit.re.groups > 1 else None
            sentence = hit.expand(words.replace(r"\2", ""))
            return f"{sentence} Có phải ý là {near}?" if near else sentence
    return "dùng sai lệnh."


class Command(TyperCommand):
    """A command whose help is Vietnamese throughout."""

    def get_help(self, ctx) -> str:
        return in_vietnamese(super().get_help(ctx))


class Group(TyperGroup):
    """The command group, likewise."""

    def get_help(self, ctx) -> str:
        return in_vietnamese(super().get_help(ctx))


def call(app: typer.Typer) -> int:
    """Runs the app; exit code 2 and a Vietnamese message for wrong use."""
    import sys

    usage_error = typer.BadParameter.__mro__[1]
    try:
        return app(standalone_mode=False) or 0
    except usage_error as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            typer.echo(error.ctx.get_help())
            return 2
        path = error.ctx.command_path if error.ctx else "sotay"
        typer.echo(f"Lỗi: {wrong_use(error.format_message())}\nXem cách dùng: {path} --help", err=True)
        return 2
    except (typer.Abort, KeyboardInterrupt):
        typer.echo("Đã dừng theo yêu cầu.", err=True)
        return 1
    except typer.Exit as stop:
        return stop.exit_code
    except BrokenPipeError:
        sys.stderr.close()
        return 0
