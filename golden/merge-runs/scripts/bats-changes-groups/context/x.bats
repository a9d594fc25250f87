#!/usr/bin/env bats
@test "it works" {
  usermod -aG video root
}
