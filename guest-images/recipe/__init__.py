"""How the Linux guest and its tools are made from packages of the Debian archive: no root, standard library only."""
