{% snapshot orders_history %}
{{ config(target_schema=target.schema, unique_key='id', strategy='check', check_cols=['region_id']) }}
select id, region_id from {{ source('raw', 'orders') }}
{% endsnapshot %}
