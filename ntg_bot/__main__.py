"""`python -m ntg_bot` is the same as the `ntg-bot` command."""

from ntg_bot.cli import main

if __name__ == "__main__":
    main()
