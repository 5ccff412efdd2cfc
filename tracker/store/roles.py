"""Three roles in PostgreSQL, so that the product cannot do what it never has to.

The owner makes tables and is used for upgrades alone. The product's own role reads and writes
rows, makes no table, and alters nothing of the history, of how actions stood and of plans' schemes:
the triggers refuse that too, but whoever owns a table can take its triggers away. The backup reads.
"""

import re
from dataclasses import dataclass

from tracker.store.append_only import never_altered

_NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")


@dataclass(frozen=True)
class Roles:
    """The names of the three. ValueError when one is not a plain name."""

    owner: str = "tracker_owner"
    app: str = "tracker_app"
    backup: str = "tracker_backup"

    def __post_init__(self) -> None:
        names = (self.owner, self.app, self.backup)
        if len(set(names)) < len(names) or not all(_NAME.fullmatch(name) for name in names):
            raise ValueError


def roles_sql(roles: Roles) -> str:
    """SQL that makes the roles and gives each its rights, to run as an administrator of the server
    in the tracker's database. Running it again puts right what has changed."""
    owner, app, backup = roles.owner, roles.app, roles.backup
    kept = ", ".join(f"'{name}'" for name in sorted(never_altered))
    return f"""\
BEGIN;
DO $$
DECLARE one text;
BEGIN
  FOREACH one IN ARRAY ARRAY['{owner}', '{app}', '{backup}'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = one) THEN
      EXECUTE format('CREATE ROLE %I LOGIN', one);
    END IF;
  END LOOP;
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO {owner}, {app}, {backup}', current_database());
  FOR one IN SELECT format('ALTER TABLE public.%I OWNER TO {owner}', tablename)
    FROM pg_tables WHERE schemaname = 'public' AND tableowner <> '{owner}' LOOP
    EXECUTE one;
  END LOOP;
  FOR one IN SELECT format('ALTER ROUTINE %s OWNER TO {owner}', oid::regprocedure)
    FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    AND proowner <> '{owner}'::regrole LOOP
    EXECUTE one;
  END LOOP;
END $$;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO {owner};
GRANT USAGE ON SCHEMA public TO {app}, {backup};

GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {app};
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {app};
GRANT SELECT ON ALL TABLES IN SCHEMA public TO {backup};
GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO {backup};

ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public
  GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {app};
ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public
  GRANT USAGE, SELECT ON SEQUENCES TO {app};
ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public GRANT SELECT ON TABLES TO {backup};
ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public GRANT SELECT ON SEQUENCES TO {backup};

DO $$
DECLARE one text;
BEGIN
  FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public'
    AND tablename IN ({kept}) LOOP
    EXECUTE format('REVOKE UPDATE, DELETE ON public.%I FROM {app}', one);
  END LOOP;
  IF to_regclass('public.alembic_version') IS NOT NULL THEN
    REVOKE INSERT, UPDATE, DELETE ON public.alembic_version FROM {app};
  END IF;
END $$;
COMMIT;
"""  # noqa: S608  the names are plain (Roles) or ours
