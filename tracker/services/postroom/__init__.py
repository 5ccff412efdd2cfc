"""The post room: takes due letters from the outbox and hands them over, each in these steps.

Claim (commit). Check and write, as the reader (no commit, reading only). Talk to the mail server
up to the end of the letter (no transaction open). Gate: note that the final dot is about to go
(commit). The dot, and the server's answer. Write down what came of it (commit, together with the
claim of the next letter).

Killed anywhere before the gate's commit nothing was sent; after it the letter is in doubt until
its answer is written down. `recovery.py` takes over the letters of the dead.
"""

from tracker.services.postroom.room import PostRoom, post_room
from tracker.services.postroom.sending import Now, Refused, Rules, Write

__all__ = ["Now", "PostRoom", "Refused", "Rules", "Write", "post_room"]
