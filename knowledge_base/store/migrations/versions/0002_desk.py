"""The desk: help orders, ratings, followed policies."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "help_order",
        sa.Column("number", sa.String(16), primary_key=True),
        sa.Column("service", sa.String(20), nullable=False),
        sa.Column("item", sa.String(20)),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("changed_at", sa.DateTime, nullable=False),
    )
    op.create_table(
        "rating",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("level", sa.Integer, nullable=False),
        sa.Column("reasons", sa.Text, nullable=False),
        sa.Column("item", sa.String(20)),
        sa.Column("ticket", sa.String(16), unique=True),
        sa.Column("created_at", sa.DateTime, nullable=False),
    )
    op.create_table(
        "subscription",
        sa.Column("number", sa.String(16), primary_key=True),
        sa.Column("keywords", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
    )


def downgrade() -> None:
    for table in ("subscription", "rating", "help_order"):
        op.drop_table(table)
