fn main() { std::process::Command::new("usermod").status().unwrap(); }
