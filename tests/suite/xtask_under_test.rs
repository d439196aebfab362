//! The same one call as the program `xtask`.

fn main() -> std::process::ExitCode {
    xtask::main()
}
