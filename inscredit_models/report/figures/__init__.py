"""One figure a file (图): each takes a documented frame and gives back the axes it drew on."""
