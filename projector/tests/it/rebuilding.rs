use event_store::Role;
use projector::{Failure, Lease, Terms, rebuild};
use tokio_util::sync::CancellationToken;

use crate::expected::{picture, tables_are_the_fold};
use crate::workload::Workload;
use crate::world::{World, eventually};

/// Everything about the schema that a query or a migration may rely on.
async fn shape(world: &World) -> Vec<String> {
    sqlx::query_scalar(
        "select 'table ' || c.relname || ' ' || c.relacl::text from pg_class c
         where c.relnamespace = 'read'::regnamespace and c.relkind = 'r'
         union all
         select 'column ' || c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
           || ' ' || a.attnotnull || coalesce(' ' || pg_get_expr(d.adbin, d.adrelid), '')
         from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
         left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
         where c.relnamespace = 'read'::regnamespace and c.relkind = 'r'
         union all
         select 'constraint ' || conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
         from pg_constraint where connamespace = 'read'::regnamespace
         union all
         select indexdef from pg_indexes where schemaname = 'read'
         union all
         select 'schema ' || nspacl::text || nspowner::regrole from pg_namespace where nspname = 'read'
         order by 1",
    )
    .fetch_all(&world.root)
    .await
    .unwrap()
}

async fn schemas(world: &World) -> Vec<String> {
    sqlx::query_scalar(
        "select nspname::text from pg_namespace where nspname like 'read%' order by 1",
    )
    .fetch_all(&world.root)
    .await
    .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn rebuilt_tables_are_the_live_ones_byte_for_byte() {
    let world = World::new().await;
    Workload::begin(&world.people, 31).await.steps(300).await;
    let running = world.run();
    world.caught_up().await;
    let (rows, tables) = (picture(&world.root).await, shape(&world).await);

    rebuild(&world.pool, &world.log).await.unwrap();

    assert_eq!(picture(&world.root).await, rows);
    assert_eq!(shape(&world).await, tables);
    assert_eq!(schemas(&world).await, ["read"]);
    tables_are_the_fold(&world.root).await;
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rebuilt_tables_heal_what_was_broken_and_the_projector_goes_on_with_them() {
    let world = World::new().await;
    let running = world.run();
    let mut workload = Workload::begin(&world.people, 37).await;
    workload.steps(100).await;
    world.caught_up().await;
    sqlx::query(
        "update read.conversation_participants set own_after = own_after + 5, read_seq = 1",
    )
    .execute(&world.root)
    .await
    .unwrap();

    rebuild(&world.pool, &world.log).await.unwrap();

    tables_are_the_fold(&world.root).await;
    workload.steps(100).await;
    world.caught_up().await;
    tables_are_the_fold(&world.root).await;
    assert_eq!(running.reason(), None);
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tables_can_be_rebuilt_again_and_again_while_events_arrive_and_people_read() {
    let world = World::new().await;
    let running = world.run();
    let mut workload = Workload::begin(&world.people, 41).await;
    let query = event_store::pool(&world.database.url, Role::Query, 2)
        .await
        .unwrap();
    let reading = tokio::spawn(async move {
        let mut reads = 0;
        loop {
            // The same statement throughout, so that its plan outlives the tables it was made for.
            let found: Result<(i64, i64), _> = sqlx::query_as(
                "select (select position from read.checkpoint), (select count(*) from read.conversations)",
            )
            .fetch_one(&query)
            .await;
            match found {
                Ok(_) => reads += 1,
                Err(error) => return (reads, error),
            }
        }
    });

    let done = CancellationToken::new();
    let writing = async {
        while !done.is_cancelled() {
            workload.steps(5).await;
        }
    };
    let rebuilding = async {
        for _ in 0..5 {
            rebuild(&world.pool, &world.log).await.unwrap();
        }
        done.cancel();
    };
    tokio::join!(writing, rebuilding);

    assert!(!reading.is_finished(), "{:?}", reading.await);
    reading.abort();
    world.caught_up().await;
    tables_are_the_fold(&world.root).await;
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_rebuild_at_once_is_refused_with_a_sentence() {
    let world = World::new().await;
    let _first = Lease::attempt(&world.pool, "rebuild", Terms::default())
        .await
        .unwrap()
        .unwrap();

    let refused = rebuild(&world.pool, &world.log).await.unwrap_err();

    assert!(matches!(refused, Failure::RebuildUnderWay));
    assert_eq!(refused.to_string(), "another rebuild is under way");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rebuild_that_was_killed_goes_on_where_it_was() {
    let world = World::new().await;
    let mut workload = Workload::begin(&world.people, 43).await;
    workload.steps(200).await;
    let running = world.run();
    world.caught_up().await;
    // Held at its swap, with the tables built.
    let mut held = world.root.begin().await.unwrap();
    sqlx::query("select from read.checkpoint for update")
        .execute(&mut *held)
        .await
        .unwrap();
    let (pool, log) = (world.pool.clone(), world.log.clone());
    let first = tokio::spawn(async move { rebuild(&pool, &log).await });
    let head = i64::try_from(world.log.head().await.unwrap()).unwrap();
    let built = || async {
        let position: Option<i64> = sqlx::query_scalar(
            "select position from read_next.checkpoint
             where to_regclass('read_next.messages_author') is not null",
        )
        .fetch_optional(&world.root)
        .await
        .unwrap_or_default();
        position == Some(head)
    };
    eventually("the tables are built", built).await;
    first.abort();
    let _ = first.await;
    held.rollback().await.unwrap();
    // Built, but no longer up to date: it may not take the place of the live ones.
    world.people.converse().await;
    world.caught_up().await;
    let refused = sqlx::query("select app.swap_read_next()")
        .execute(&world.pool)
        .await
        .unwrap_err();
    assert!(
        refused
            .to_string()
            .ends_with("the rebuilt tables are behind the live ones"),
        "{refused}"
    );
    // A mark that only a rebuild from the beginning would remove.
    sqlx::query("update read_next.conversations set subject = 'kept'")
        .execute(&world.root)
        .await
        .unwrap();

    eventually("the lead of the killed one is free", || async {
        !matches!(
            rebuild(&world.pool, &world.log).await,
            Err(Failure::RebuildUnderWay)
        )
    })
    .await;

    let kept: i64 =
        sqlx::query_scalar("select count(*) from read.conversations where subject = 'kept'")
            .fetch_one(&world.root)
            .await
            .unwrap();
    assert!(kept > 0, "it began anew");
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn half_built_tables_of_an_older_shape_are_dropped() {
    let world = World::new().await;
    Workload::begin(&world.people, 47).await.steps(50).await;
    let running = world.run();
    world.caught_up().await;
    let log = world.log.log();
    let prepare = format!(
        "select app.prepare_read_next('{}', {})",
        log.log_id, log.incarnation
    );
    sqlx::query(&prepare).execute(&world.root).await.unwrap();
    for statement in [
        // Half-built tables with a row that no event made; then the live ones are migrated.
        "insert into read_next.projects (id, name, created_at) values (gen_random_uuid(), '', now())",
        "create index users_email on read.users (email)",
    ] {
        sqlx::query(statement).execute(&world.root).await.unwrap();
    }

    rebuild(&world.pool, &world.log).await.unwrap();

    tables_are_the_fold(&world.root).await;
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tables_of_another_log_or_of_one_that_was_restored_stop_the_projector_until_a_rebuild() {
    let world = World::new().await;
    Workload::begin(&world.people, 53).await.steps(50).await;
    let running = world.run();
    world.caught_up().await;
    running.stop().await;

    let damages = ["position = position + 1000", "log_id = gen_random_uuid()"];
    for damage in damages {
        let damage = format!("update read.checkpoint set {damage}");
        sqlx::query(&damage).execute(&world.root).await.unwrap();
        let running = world.run();
        eventually("the gate says what to do", || async {
            running
                .reason()
                .is_some_and(|reason| reason.ends_with("run `tidings rebuild`"))
        })
        .await;

        rebuild(&world.pool, &world.log).await.unwrap();

        eventually("the projector goes on", || async {
            running.reason().is_none()
        })
        .await;
        world.people.converse().await;
        world.caught_up().await;
        tables_are_the_fold(&world.root).await;
        running.stop().await;
    }
}
