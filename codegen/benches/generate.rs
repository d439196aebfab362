//! Time from specs on disk to rendered files: `cargo bench -p codegen`.

mod project;

use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;

fn compile(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("compile");
    group.sample_size(10);
    for tools in [100, 1000] {
        let directory = tempfile::tempdir().expect("a temporary directory");
        project::write(directory.path(), tools);
        let compilation = codegen::compile(directory.path());
        assert!(!diag::has_errors(&compilation.diagnostics), "{}", diag::render::text(&compilation.diagnostics));
        group.bench_function(format!("{tools} tools"), |bencher| {
            bencher.iter(|| black_box(codegen::compile(black_box(directory.path()))));
        });
    }
    group.finish();
}

criterion_group!(benches, compile);
criterion_main!(benches);
