//! `System.Limits`. What the local org cannot use up counts zero.

use crate::interp::Interp;
use crate::limits::most;
use crate::native::Members;
use crate::stop::Run;
use crate::value::Value;

fn number(n: u32) -> Run<Value> {
    Ok(Value::Int(i32::try_from(n).unwrap_or(i32::MAX)))
}

type Cx<'a, 'b, 'c> = &'a mut Interp<'b, 'c>;

pub(super) const MEMBERS: Members = &[
    ("getQueries/0", |cx: Cx<'_, '_, '_>, _, _| number(cx.limits.queries)),
    ("getLimitQueries/0", |cx: Cx<'_, '_, '_>, _, _| number(cx.limits.either(most::QUERIES, most::QUERIES_ASYNC))),
    ("getQueryRows/0", |cx: Cx<'_, '_, '_>, _, _| number(cx.limits.query_rows)),
    ("getLimitQueryRows/0", |_, _, _| number(most::QUERY_ROWS)),
    ("getAggregateQueries/0", |cx: Cx<'_, '_, '_>, _, _| number(cx.limits.aggregate_queries)),
    ("getLimitAggregateQueries/0", |_, _, _| number(most::AGGREGATE_QUERIES)),
    ("getSoslQueries/0", |cx: Cx<'_, '_, '_>, _, _| number(cx.limits.searches)),
    ("getLimitSoslQueries/0", |_, _, _| number(most::SEARCHES)),
    ("getDmlStatements/0", |cx: Cx<'_, '_, '_>, _, _| number(cx.limits.dml)),
    ("getLimitDmlStatements/0", |_, _, _| number(most::DML)),
    ("getDmlRows/0", |cx: Cx<'_, '_, '_>, _, _| number(cx.limits.dml_rows)),
    ("getLimitDmlRows/0", |_, _, _| number(most::DML_ROWS)),
    ("getCpuTime/0", |cx: Cx<'_, '_, '_>, _, _| number(cx.limits.cpu())),
    ("getLimitCpuTime/0", |cx: Cx<'_, '_, '_>, _, _| number(cx.limits.either(most::CPU_MS, most::CPU_MS_ASYNC))),
    ("getHeapSize/0", |cx: Cx<'_, '_, '_>, _, _| {
        cx.measure_heap()?;
        number(cx.limits.heap())
    }),
    ("getLimitHeapSize/0", |cx: Cx<'_, '_, '_>, _, _| number(cx.limits.either(most::HEAP, most::HEAP_ASYNC))),
    ("getCallouts/0", |cx: Cx<'_, '_, '_>, _, _| number(cx.limits.callouts)),
    ("getLimitCallouts/0", |_, _, _| number(most::CALLOUTS)),
    ("getFutureCalls/0", |cx: Cx<'_, '_, '_>, _, _| number(cx.limits.future_calls)),
    ("getLimitFutureCalls/0", |cx: Cx<'_, '_, '_>, _, _| number(cx.limits.either(most::FUTURE_CALLS, 0))),
    ("getQueueableJobs/0", |cx: Cx<'_, '_, '_>, _, _| number(cx.limits.queueables)),
    ("getLimitQueueableJobs/0", |cx: Cx<'_, '_, '_>, _, _| {
        number(cx.limits.either(most::QUEUEABLES, most::QUEUEABLES_ASYNC))
    }),
    ("getQueryLocatorRows/0", |cx: Cx<'_, '_, '_>, _, _| number(cx.limits.locator_rows)),
    ("getLimitQueryLocatorRows/0", |_, _, _| number(most::LOCATOR_ROWS)),
    ("getPublishImmediateDML/0", |cx: Cx<'_, '_, '_>, _, _| number(cx.limits.published)),
    ("getLimitPublishImmediateDML/0", |_, _, _| number(most::PUBLISHED)),
    // Describes are counted no more (Apex Reference, "Limits").
    ("getChildRelationshipsDescribes/0", |_, _, _| number(0)),
    ("getLimitChildRelationshipsDescribes/0", |_, _, _| number(100)),
    ("getFieldsDescribes/0", |_, _, _| number(0)),
    ("getLimitFieldsDescribes/0", |_, _, _| number(100)),
    ("getFieldSetsDescribes/0", |_, _, _| number(0)),
    ("getLimitFieldSetsDescribes/0", |_, _, _| number(100)),
    ("getPicklistDescribes/0", |_, _, _| number(0)),
    ("getLimitPicklistDescribes/0", |_, _, _| number(100)),
    ("getRecordTypesDescribes/0", |_, _, _| number(0)),
    ("getLimitRecordTypesDescribes/0", |_, _, _| number(100)),
    ("getMobilePushApexCalls/0", |_, _, _| number(0)),
    ("getLimitMobilePushApexCalls/0", |_, _, _| number(10)),
    ("getAsyncCalls/0", |_, _, _| number(0)),
    ("getLimitAsyncCalls/0", |_, _, _| number(200)),
    ("getEmailInvocations/0", |_, _, _| number(0)),
    ("getLimitEmailInvocations/0", |_, _, _| number(10)),
];
