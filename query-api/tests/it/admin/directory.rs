use serde_json::json;

use super::world::World;
use crate::app::{invalid, pluck};

#[tokio::test(flavor = "multi_thread")]
async fn people_are_found_by_part_of_their_name_whatever_the_case() {
    let world = World::new().await;
    world.caught_up().await;
    let path = "/api/admin/directory/people";
    let found = world
        .app
        .ok(world.auditor(), &format!("{path}?q=CLÁ"))
        .await;
    assert_eq!(pluck(&found, "name"), [json!("Clara")]);
    let page = world
        .app
        .ok(world.admin(), &format!("{path}?q=a&limit=1"))
        .await;
    let next = page["nextCursor"].as_str().unwrap();
    let other = format!("{path}?q=b&limit=1&cursor={next}");
    assert_eq!(
        world.app.get(world.admin(), &other).await.problem(),
        invalid("cursor")
    );
    let rest = world
        .app
        .ok(world.admin(), &format!("{path}?q=a&cursor={next}"))
        .await;
    assert!(!rest["items"].as_array().unwrap().is_empty());
    let nobody = world.app.ok(world.admin(), &format!("{path}?q=%25")).await;
    assert_eq!(nobody["items"], json!([]));
}
