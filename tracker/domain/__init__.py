"""What is true about action plans, whatever the database, the page or the mail say.

Only the standard library may be imported here.
"""
