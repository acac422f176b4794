"""Accounts, records with their revisions, the audit log, publications."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(40), nullable=False, unique=True),
        sa.Column("password", sa.String(200), nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
    )
    op.create_table(
        "account_role",
        sa.Column("account_id", sa.Integer, sa.ForeignKey("account.id"), primary_key=True),
        sa.Column("role", sa.String(20), primary_key=True),
    )
    op.create_table(
        "record",
        sa.Column("kind", sa.String(20), primary_key=True),
        sa.Column("id", sa.String(20), primary_key=True),
        sa.Column("latest", sa.Integer, nullable=False),
        sa.Column("published", sa.Integer),
        sa.Column("file", sa.String(120), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
    )
    op.create_table(
        "revision",
        sa.Column("kind", sa.String(20), primary_key=True),
        sa.Column("id", sa.String(20), primary_key=True),
        sa.Column("revision", sa.Integer, primary_key=True),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("origin", sa.String(8), nullable=False),
        sa.Column("author_id", sa.Integer, sa.ForeignKey("account.id"), nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("written_at", sa.DateTime, nullable=False),
        sa.Column("reviewer_id", sa.Integer, sa.ForeignKey("account.id")),
        sa.Column("reviewed_at", sa.DateTime),
        sa.Column("effective_from", sa.Date),
        sa.Column("effective_to", sa.Date),
        sa.ForeignKeyConstraint(["kind", "id"], ["record.kind", "record.id"]),
    )
    op.create_index("revision_by_status", "revision", ["status"])
    op.create_table(
        "audit",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("account_id", sa.Integer, sa.ForeignKey("account.id"), nullable=False),
        sa.Column("action", sa.String(24), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("record", sa.String(20), nullable=False),
        sa.Column("revision", sa.Integer),
        sa.Column("detail", sa.Text, nullable=False),
    )
    op.create_table(
        "publication",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("account_id", sa.Integer, sa.ForeignKey("account.id"), nullable=False),
        sa.Column("snapshot", sa.String(40), nullable=False, unique=True),
        sa.Column("note", sa.Text, nullable=False),
    )
    op.create_table(
        "published_record",
        sa.Column("publication", sa.Integer, sa.ForeignKey("publication.number"), primary_key=True),
        sa.Column("kind", sa.String(20), primary_key=True),
        sa.Column("id", sa.String(20), primary_key=True),
        sa.Column("revision", sa.Integer, nullable=False),
    )


def downgrade() -> None:
    for table in ("published_record", "publication", "audit", "revision", "record", "account_role", "account"):
        op.drop_table(table)
