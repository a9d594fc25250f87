import sys.process._
taskKey[Unit]("deps") := { "apt-get install -y x".! }
