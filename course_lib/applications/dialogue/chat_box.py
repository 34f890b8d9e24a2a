"""A box to chat in, inside a notebook: a talk above, a line to type below.

Works with ipywidgets 7 and 8. It needs the kernel that runs the bot: on a static page the
live figure (live/desk_chat) stands in.
Tested by tests/applications/dialogue/test_chat_box.py.
"""

from html import escape

import ipywidgets as widgets

from course_lib.applications.dialogue.bot import DeskBot
from course_lib.applications.dialogue.state import needed


class ChatBox(widgets.VBox):
    """Talks with a bot; Enter or the button sends.

    Args:
        bot: a talk of its own.
        greeting: what the desk says first.
    """

    def __init__(self, bot: DeskBot, greeting: str = "How can I help you?") -> None:
        self.bot, self.greeting = bot, greeting
        self.talk = widgets.HTML()
        self.state = widgets.HTML()
        self.line = widgets.Text(description="You say", continuous_update=False)
        self.send, self.reset = (widgets.Button(description=name) for name in ("Send", "New talk"))
        self.line.observe(lambda _: self.say(self.line.value), names="value")
        self.send.on_click(lambda _: self.say(self.line.value))
        self.reset.on_click(lambda _: self.start())
        super().__init__([self.talk, widgets.HBox([self.line, self.send, self.reset]), self.state])
        self.start()

    def __repr__(self) -> str:
        return "A box to chat with the desk: run this cell to use it."

    def start(self) -> None:
        """Begin a new talk."""
        self.bot.start()
        self.show()

    def say(self, text: str) -> None:
        """Send a text to the bot; nothing happens with an empty one."""
        if text.strip():
            self.line.value = ""
            self.bot.reply(text.strip())
            self.show()

    def show(self) -> None:
        """Write the talk and the state into the box."""
        names = {"customer": "You", "desk": "Desk"}
        lines = [("Desk", self.greeting), *((names[who], text) for who, text in self.bot.log)]
        self.talk.value = "".join(f"<p><b>{who}:</b> {escape(text)}</p>" for who, text in lines)
        belief = self.bot.belief
        known = needed(belief.intent, belief.slots) if belief.intent else dict(belief.slots)
        said = ", ".join(f"{slot} = {value}" for slot, value in known.items())
        self.state.value = f"<p>The desk believes: {escape(said or 'nothing yet')}</p>"
