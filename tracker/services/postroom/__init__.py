"""The post room: takes due letters from the outbox and hands them over, each in these steps.

Claim as many as will go in a moment (commit). Check and write them, each as its reader (no commit,
reading only). Then for each: talk to the mail server up to the end of the letter (no transaction
open). Gate: note that the final dot is about to go, and in the same commit what came of the letter
before. The dot, and the server's answer. The end of the last letter is a commit of its own, and so
is every end that is not "sent", or that would have to wait for a mail server that is silent.

Killed anywhere before the gate's commit nothing was sent; after it the letter is in doubt until
its answer is written down. `recovery.py` takes over the letters of the dead.
"""

from tracker.services.postroom.installed import post_room
from tracker.services.postroom.outcomes import Now, Refused, Rules
from tracker.services.postroom.room import PostRoom
from tracker.services.postroom.writing import AskAhead, Write

__all__ = ["AskAhead", "Now", "PostRoom", "Refused", "Rules", "Write", "post_room"]
