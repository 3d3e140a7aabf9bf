select * from {{ ref('orders') }} where region_id is null
